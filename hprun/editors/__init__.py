"""Layer 4: what an editor shows of parameters, and the language server that tells it.

    blocks        the text of a Python file in pieces, mended by edits; documents: texts of files
    file_scan     what each block of a file says; programs: a program, mended while it is edited
    spots         where a name stands exactly; symbols: the parameter that stands at a place
    descriptions  what is said of a parameter; findings: what is wrong, and where
    renames       a parameter called otherwise; used_names: where it stands besides
    completions   the names that may stand at a place
    config_keys   where the keys of a file of values stand
    in_values     what stands in a file of values; config_completions: what may stand there
    config_files  files of values: which programs they are for, and what they set
    scripts       a script as a list of what can be set in it
    workspace     all of it together: what happens, and what is asked
    server        the door: the protocol, spoken by pygls

vscode/ is the extension for VS Code, which starts the server; it is no part of what is installed.
Nothing but `server` knows of a protocol, and nothing but `server` needs pygls.
"""
