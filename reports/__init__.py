"""One form of report per file. Pure: a value in, text or a renderable out; decides nothing."""
