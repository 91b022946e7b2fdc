// Who accuses whom of what, and who denies what?

// name: accusations
MATCH (x:Actor)-[a:ACCUSES]->(y:Actor)
OPTIONAL MATCH (event:Event) WHERE event.id = a.event
RETURN a.date AS date, x.name AS accuser, y.name AS accused, coalesce(event.text, '') AS of_what
ORDER BY date, accuser, accused, of_what;

// name: denials
MATCH (x:Actor)-[d:DENIES]->(content)
OPTIONAL MATCH (x)-[:REPRESENTS]->(side:Actor)
RETURN d.date AS date, x.name AS who, collect(DISTINCT side.name) AS for_whom, content.text AS denies
ORDER BY date, who, denies;
