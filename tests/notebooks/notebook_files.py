"""Notebooks for the tests of this room, by the sources of their cells."""

import json


def notebook(*sources):
    """The content of a notebook: cells of code, and a text before them."""
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [code | {"id": f"cell-{at}", "source": each} for at, each in enumerate(sources)]
    text = {"cell_type": "markdown", "id": "text", "metadata": {}, "source": "# A text"}
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    facts = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}}
    document = facts | {"cells": [text, *cells]}
    return json.dumps(document).encode()
