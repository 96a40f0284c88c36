"""The report as a Word document: what it says, and the template whose places it fills."""
