-- Scripts without blanks: what was said in them stands beside the words that lead to it. The
-- desk indexes all anew.
{{.Runs}};
