// Single-source components
// question: Which components are supplied by one organization or one territory only, in the data held?
// asked by: export-control analyst
// evidence: every grade counts
// column component: the component
// column component_id: its id
// column stage: stage of chip production
// column only_supplier: the only supplier, where there is one
// column only_home: the only home territory of all suppliers
// column suppliers: number of suppliers named
// column share: the published share of the only supplier in per cent, where given
// column sources: sources of the supply links
// caveat: Only what the supply data names: a second supplier that it does not mention is not seen.
// caveat: Suppliers given as a territory alone count for the territory.
MATCH (c:Item)<-[:COMPONENT]-(x:SupplyLink), (x)-[:SOURCE]->(s:Source)
OPTIONAL MATCH (x)-[:SUPPLIER]->(a:Organization)
OPTIONAL MATCH (a)-[:TERRITORY]->(h:Territory)
OPTIONAL MATCH (x)-[:SUPPLIER_TERRITORY]->(g:Territory)
WITH c, x, s, a, coalesce(h.code, g.code) AS home ORDER BY a.name, home, x.uri, s.id
WITH c, collect(DISTINCT a.name) AS names, collect(DISTINCT home) AS homes, max(x.share) AS share, collect(DISTINCT s.id) AS sources
WITH * WHERE size(homes) = 1
RETURN c.name AS component, c.id AS component_id, c.stage AS stage, CASE WHEN size(names) = 1 THEN names[0] END AS only_supplier, homes[0] AS only_home,
  size(names) AS suppliers, CASE WHEN size(names) = 1 THEN share END AS share, sources
ORDER BY suppliers, component, component_id
LIMIT 1000
