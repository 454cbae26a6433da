try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
new = interpreters.create()
run = getattr(interpreters, "exec", interpreters.run_string)
run(new, "import sys; print(sys.argv, flush=True); print(sys.path[:1])")
