"""Class lists as people have them: CSV in several encodings, or XLSX → checked rows, or all that is wrong with them."""
