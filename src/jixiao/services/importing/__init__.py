"""Tables of documents (docx, html, pdf, text) taken over into workbooks: every value as written, with its place and how sure it is."""
