from hpman import HyperParameterManager, SourceHelper

source = "import x\n\n\ndef f():\n    return _('lr', 0.1)\n\ndef g():\n    return _('lr')"
_ = HyperParameterManager("_").parse_source(source, "train.py")
node = _.get_nodes()[0]
print(node.format_occurrence(node.db[0]))
print(SourceHelper.format_given_source_and_lineno("a = 1\nb = 2\nc = 3", 2))
print(SourceHelper("a\nb\nc\nd").format_lines(2, 3, 3, indent_spaces=2))
print(SourceHelper("a\nb\nc\nd").format_line_with_context(2, before=0, after=1))
print(SourceHelper.format_given_filename_and_source_and_lineno("f.py", "a\nb", 1))
