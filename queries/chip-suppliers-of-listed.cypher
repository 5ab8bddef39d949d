// Chip suppliers exposed to listed customers
// question: Which makers of chips, drives, tools or other parts are said to supply an organization that is on a programme on a day?
// asked by: export-control analyst
// evidence: supply links from the grade in the parameter evidence on, research-attribution when none is given; listings joined into stays and compared with the supply as docs/verdicts.md says
// param as_of: date = today. The day on which the customer is on the programme
// param evidence: evidence = research-attribution. Weakest grade of evidence for a supply link to count
// column supplier: who supplies
// column supplier_id: its id
// column home: home territories of the supplier
// column component: what is supplied
// column customer: the listed organization that receives it
// column programmes: the lists that the customer is on
// column supplied: date of the supply as published, and what it dates
// column verdict: was the customer listed when the part was supplied? Of the verdicts under these programmes the one that says most: listed-before, cannot-tell, listed-after
// column sources: sources of the supply links and listings
// caveat: That a part was found or reported in a product does not say that its maker sold it to the customer, nor when.
// caveat: Supply before a listing, or under a licence, is lawful.
MATCH (k:Verdict)-[:JUDGES]->(x:SupplyLink)-[:SUPPLIER]->(a:Organization), (x)-[:COMPONENT]->(c:Item), (k)-[:JUDGED]->(b:Organization)-[l:STAYED_ON]->(p:Programme)
WITH * WHERE x.evidenceRank <= $evidence AND l.startLatest <= $as_of AND coalesce(l.endEarliest, '9999-12-31') > $as_of AND a.uri <> b.uri
  AND EXISTS { (k)-[:AGAINST]->(p) }
MATCH (k)-[j:JUDGES]->(x)
OPTIONAL MATCH (a)-[:TERRITORY]->(h:Territory)
UNWIND j.sources AS source
WITH a, b, c, x, k, p, source, h ORDER BY p.name, h.code, source
WITH a, b, c, x, collect(DISTINCT p.name) AS programmes, collect(DISTINCT h.code) AS home, collect(DISTINCT k.verdict) AS verdicts, collect(DISTINCT source) AS sources
RETURN a.name AS supplier, a.id AS supplier_id, home, c.name AS component, b.name AS customer, programmes,
  coalesce(x.date, '') + CASE WHEN x.dateKind IS NULL THEN '' ELSE ' (' + x.dateKind + ')' END AS supplied,
  CASE WHEN 'listed-before' IN verdicts THEN 'listed-before' WHEN 'cannot-tell' IN verdicts THEN 'cannot-tell' WHEN 'listed-after' IN verdicts THEN 'listed-after'
    ELSE 'not-listed' END AS verdict,
  sources
ORDER BY supplier, customer, component, supplied, x.uri
LIMIT 1000
