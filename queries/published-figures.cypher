// Published figures
// question: Which numbers about the trade have been published, what does each count, and in which edition?
// asked by: think-tank researcher
// evidence: every grade counts
// column figure: title of the number
// column value: the number
// column definition: what it counts
// column edition: edition of the publication
// column date: period or day that it is for
// column sources: where it was read
// caveat: The numbers count different things; only those with the same definition may be compared.
MATCH (f:Figure)-[:SOURCE]->(s:Source)
WITH f, s ORDER BY s.id
WITH f, collect(DISTINCT s.id) AS sources
RETURN f.name AS figure, f.value AS value, f.definition AS definition, f.edition AS edition, f.date AS date, sources
ORDER BY figure, edition, f.uri
LIMIT 500
