"""The law in words: readings, reasons and places in the reader's language, on a terminal and on a page alike."""
