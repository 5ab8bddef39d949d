"""Key suppliers and routes: named views of the property graph, and what is computed over them. Each analysis is a pure function: view in, table out."""
