// Listed in one jurisdiction but not in another
// question: Which vendors with deals or mentions are on a programme of one jurisdiction on a day, and on none of another's?
// asked by: think-tank researcher
// evidence: every grade counts; listings joined into stays as for the verdict (docs/verdicts.md)
// param listed_by: text = US. ISO code of the jurisdiction that lists them
// param not_by: text = EU. ISO code of the jurisdiction that does not
// param as_of: date = today. The day
// column vendor: name of the vendor
// column id: its id
// column home: its home territories
// column programmes: lists of the first jurisdiction that it is on
// column measures: what they forbid
// column since: latest day on which the earliest listing can have begun
// column sources: sources of the listings
// caveat: Not listed means not found in the lists held (kg query lists-held shows them and their days), never that it is clean.
// caveat: Only organizations that have a deal, a use or a mention in the graph are asked about.
MATCH (v:Organization)<-[:SUPPLIER|ORGANIZATION]-(e:Event)
WITH DISTINCT v, labels(e) AS kinds
WITH * WHERE any(kind IN kinds WHERE kind IN ['Deal', 'Use', 'Mention'])
WITH DISTINCT v
MATCH (v)-[l:STAYED_ON]->(p:Programme)-[:TERRITORY]->(:Territory {code: $listed_by})
WITH * WHERE l.startLatest <= $as_of AND coalesce(l.endEarliest, '9999-12-31') > $as_of
  AND NOT EXISTS { (v)-[m:STAYED_ON]->(:Programme)-[:TERRITORY]->(:Territory {code: $not_by})
    WHERE m.startLatest <= $as_of AND coalesce(m.endLatest, '9999-12-31') >= $as_of }
OPTIONAL MATCH (v)-[:TERRITORY]->(h:Territory)
UNWIND l.sources AS s
UNWIND p.measures AS measure
WITH v, l, p, s, h, measure ORDER BY measure, p.name, h.code, s
WITH v, collect(DISTINCT h.code) AS home, collect(DISTINCT p.name) AS programmes, collect(DISTINCT measure) AS measures, min(l.startLatest) AS since,
  collect(DISTINCT s) AS sources
RETURN v.name AS vendor, v.id AS id, home, programmes, measures, since, sources
ORDER BY since, vendor, id
LIMIT 1000
