"""Layer 2: how values reach the program.

    words      words of the script's own command line: whose they are, and what they set
    spelling   values as such words

What has no delivery of its own goes to the root scope, which `hprun.runtime.root` installs.
"""
