import sys
print(__file__, sys.argv[0], sys.path[0], len(sys.path), sep="\n")
print(sys.flags.safe_path, sys.flags.isolated, sys.flags.no_user_site)
print([entry for entry in sys.path if "hprun" in entry or entry.endswith("bin")])
