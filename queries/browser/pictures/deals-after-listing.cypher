// Deals made after a listing
// question: Which deals were made when their supplier was certainly on a programme, and which facts say so?
// asked by: export-control analyst
// evidence: deals from press on
// param evidence: evidence = press. Weakest grade of evidence for a deal to count
// caveat: A deal after a listing is not unlawful by that alone: look at the programme's measures.
MATCH judged = (p:Programme)<-[:AGAINST]-(k:Verdict {verdict: 'listed-before'})-[:JUDGED]->(v:Organization), sale = (k)-[:JUDGES]->(d:Deal)-[:DESTINATION]->(t:Territory)
WITH * WHERE d.evidenceRank <= $evidence AND d.status IN ['signed', 'delivered', 'reported']
RETURN judged, sale LIMIT 60
