"""Layer 4: notebooks that are run in a kernel, and what is done inside of one.

    running      a notebook through nbclient, from the first cell to the last or to an error
    client       nbclient as a run needs it
    descriptors  what a kernel writes past python
    outputs      what a cell has written, as a notebook keeps it
    replies      what a kernel says, and what its end means
    rewriting    constants in the text of cells
    kernel       the half that stands inside of the kernel
    session      the cells that a kernel has run, as a notebook
    controls     what a parameter is set by in a panel
    widgets      the rows of a panel, by ipywidgets

nbclient, ipykernel and ipywidgets are of the extra ``hprun[notebook]``, and are imported in the
function that needs them.
"""
