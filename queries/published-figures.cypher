// Published figures
// question: Which numbers about the trade have been published, what does each count, and in which edition?
// asked by: think-tank researcher
// evidence: every grade counts
// column id: the figure's id
// column figure: title of the number
// column value: the number
// column definition: what it counts
// column edition: edition of the publication
// column date: period or day that it is for
// column query: column and canned query that recompute it, where one can
// column compared_on: what that counts in: publishers-data (the very edition), other-edition, or facts-held (what this graph holds from any source)
// column recount_note: how that differs in what it counts, or why the definition cannot be applied
// column sources: where it was read
// caveat: kg figures runs the queries and gives the differences.
// caveat: The numbers count different things; only those with the same definition may be compared.
MATCH (f:Figure)-[:SOURCE]->(s:Source)
WITH f, s ORDER BY s.id
WITH f, collect(DISTINCT s.id) AS sources
RETURN f.id AS id, f.name AS figure, f.value AS value, f.definition AS definition, f.edition AS edition, f.date AS date,
  f.query AS query, f.comparedOn AS compared_on, f.recountNote AS recount_note, sources
ORDER BY figure, edition, f.uri
LIMIT 500
