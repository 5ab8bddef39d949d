// Find a vendor by a part of its name
MATCH (v:Organization)
WHERE toLower(v.name) CONTAINS 'hikvision' OR any(a IN v.aliases WHERE toLower(a) CONTAINS 'hikvision')
RETURN v.id, v.name, v.aliases LIMIT 25

// What it sold, each deal with its date as published and its evidence
MATCH (v:Resource {id: 'hikvision'})<-[:SUPPLIER]-(d:Deal)-[:DESTINATION]->(t:Territory)
RETURN d.date, d.dateKind, d.status, t.name, d.evidence, d.id ORDER BY d.dateEarliest LIMIT 50

// Which lists it was on, on a day: certainly begun, and not certainly ended
MATCH (v:Resource {id: 'hikvision'})-[s:STAYED_ON]->(p:Programme)
WHERE s.startLatest <= '2020-06-30' AND coalesce(s.endEarliest, '9999-12-31') > '2020-06-30'
RETURN p.name, p.measures, s.startLatest, s.endEarliest

// Verdicts: was the supplier listed on the day of the deal, and why do we say so
MATCH (v:Resource {id: 'hikvision'})<-[:JUDGED]-(k:Verdict)-[:JUDGES]->(d:Deal), (k)-[:AGAINST]->(p:Programme)
RETURN d.name, p.name, k.verdict, k.rule, k.why ORDER BY d.dateEarliest LIMIT 100

// Who owns it, up to four steps up
MATCH path = (o:Organization)-[:OWNS|CONTROLS*1..4]->(v:Resource {id: 'hikvision'})
RETURN path LIMIT 50

// The documents behind a deal
MATCH (d:Deal)-[:SOURCE]->(s:Source)
WHERE d.name STARTS WITH 'Hangzhou Hikvision'
RETURN d.name, s.name, s.publisher, s.url, s.licence, s.readOn LIMIT 50
