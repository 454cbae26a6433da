import sys
print([name for name in ("typer", "rich", "yaml", "click", "typing", "re", "ast", "json", "inspect", "dataclasses", "argparse", "pathlib", "threading", "logging", "socket", "ssl", "multiprocessing") if name in sys.modules])
