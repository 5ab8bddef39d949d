// Gone from a list
// question: Which listings ended, or are missing from a later complete edition of their list, and between which days?
// asked by: export-control analyst
// evidence: every grade counts
// param programme: text = ''. Id of a programme, such as us-ofac-sdn; all when empty
// column organization: who was listed
// column id: its id
// column programme: the list
// column start: start of the listing as published
// column end: end as published, where the list gives one
// column seen_until: the last complete edition that has it
// column gone_by: the first later complete edition that does not
// column sources: sources of the listing
// caveat: An organization that was re-entered under another name or number shows up as gone.
MATCH (l:Listing)
WITH l WHERE coalesce(l.end, l.goneBy) IS NOT NULL
MATCH (l)-[:PROGRAMME]->(p:Programme)
WITH * WHERE $programme = '' OR p.id = 'programme:' + $programme
MATCH (l)-[:SUBJECT]->(v:Organization)
MATCH (l)-[:SOURCE]->(s:Source)
WITH v, l, p, s ORDER BY s.id
WITH v, l, p, collect(DISTINCT s.id) AS sources
RETURN v.name AS organization, v.id AS id, p.name AS programme, l.start AS start, l.end AS end, l.seenUntil AS seen_until, l.goneBy AS gone_by, sources
ORDER BY programme, organization, l.uri
LIMIT 1000
