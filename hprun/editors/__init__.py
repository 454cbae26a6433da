"""Layer 4: what an editor shows of parameters, and the language server that tells it.

    blocks        the text of a Python file in pieces, mended by edits; documents: texts of files
    file_scan     what each block of a file says; programs: a program, mended while it is edited
    spots         where a name stands exactly; symbols: the parameter that stands at a place
    descriptions  what is said of a parameter; findings: what is wrong, and where
    config_files  files of values: which programs they are for, and what they set
    workspace     all of it together: what happens, and what is asked
    server        the door: the protocol, spoken by pygls

Nothing but `server` knows of a protocol, and nothing but `server` needs pygls.
"""
