"""Where facts live and what is computed over them: the property graph, the stores, the analyses, the pages."""
