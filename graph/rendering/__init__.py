"""A graph as one HTML page: `around` and `scene` choose what is drawn, `layout` places it, `facts` says what stands behind each line, `drawing` puts it together, `html` writes the page."""
