"""What makes a user of Neo4j Browser feel at home: a style, saved scripts, a guide, settings for the server (docs/neo4j.md).

`pictures/*.cypher` are questions whose answer is a graph to look at; the canned queries beside this folder answer with rows.
"""
