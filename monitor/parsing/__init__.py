"""Reading what others wrote: text, dates, tables, the words of offices. Pure."""
