"""Documents that are no workbooks: Word, HTML, PDF with a text layer, plain text.  The only folder that knows how they are stored.

For an accountant: what lies in a Word or PDF document is found again here, with its place.  For a programmer:
``open_document`` gives a ``Document`` of paragraphs and tables; what they mean is not known here.
"""

from jixiao.documents.opening import open_document

__all__ = ["open_document"]
