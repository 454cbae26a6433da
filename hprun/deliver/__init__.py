"""Layer 2: how values reach the program.

    words      words of the script's own command line: whose they are, and what they set
    levels     the options of its parser, or of a subcommand, and what a word means to it
    spelling   values as such words

What has no delivery of its own goes to the root scope, which `hprun.runtime.root` installs.
"""
