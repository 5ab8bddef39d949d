// Chip suppliers exposed to listed customers
// question: Which makers of chips, drives, tools or other parts are said to supply an organization that is on a programme on a day?
// asked by: export-control analyst
// evidence: supply links from the grade in the parameter evidence on, research-attribution when none is given; listings of every grade
// param as_of: date = today. The day on which the customer is on the programme
// param evidence: evidence = research-attribution. Weakest grade of evidence for a supply link to count
// column supplier: who supplies
// column supplier_id: its id
// column home: home territories of the supplier
// column component: what is supplied
// column customer: the listed organization that receives it
// column programmes: the lists that the customer is on
// column supplied: date of the supply as published, and what it dates
// column supplied_after_listing: yes, no, or unclear, against the earliest of the listings
// column sources: sources of the supply links and listings
// caveat: Over everything in the test data (100,000 nodes) it takes about 0.6 s, two thirds of it start-up: every supply link is joined with all listings of its recipient; the plan is to reduce listings to one row per recipient first.
// caveat: That a part was found or reported in a product does not say that its maker sold it to the customer, nor when.
// caveat: Supply before a listing, or under a licence, is lawful.
MATCH (x:SupplyLink)-[:RECIPIENT]->(b:Organization)
MATCH (x)-[:SUPPLIER]->(a:Organization)
MATCH (x)-[:COMPONENT]->(c:Item)
MATCH (b)<-[:SUBJECT]-(l:Listing)-[:PROGRAMME]->(p:Programme)
WITH * WHERE x.evidenceRank <= $evidence AND l.startLatest <= $as_of AND coalesce(l.endLatest, l.goneBy, '9999-12-31') >= $as_of AND a.uri <> b.uri
MATCH (x)-[:SOURCE]->(xs:Source), (l)-[:SOURCE]->(ls:Source)
OPTIONAL MATCH (a)-[:TERRITORY]->(h:Territory)
WITH a, b, c, x, l, p, xs, ls, h ORDER BY p.name, h.code, xs.id, ls.id
WITH a, b, c, x, collect(DISTINCT p.name) AS programmes, collect(DISTINCT h.code) AS home, min(l.startLatest) AS listed, collect(DISTINCT xs.id) AS supply_sources,
  collect(DISTINCT ls.id) AS list_sources
RETURN a.name AS supplier, a.id AS supplier_id, home, c.name AS component, b.name AS customer, programmes,
  coalesce(x.date, '') + CASE WHEN x.dateKind IS NULL THEN '' ELSE ' (' + x.dateKind + ')' END AS supplied,
  CASE WHEN x.dateEarliest >= listed THEN 'yes' WHEN x.dateLatest < listed THEN 'no' ELSE 'unclear' END AS supplied_after_listing,
  supply_sources + list_sources AS sources
ORDER BY supplier, customer, component, supplied, x.uri
LIMIT 1000
