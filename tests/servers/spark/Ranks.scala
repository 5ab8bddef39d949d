import org.apache.spark.graphx.{Edge, Graph, PartitionStrategy}
import org.apache.spark.sql.{SparkSession, functions => f}

/** What Spark's GraphX says of folders that `kg export parquet` wrote: for each node with an edge its PageRank (GraphX lets them sum to the number of
  * nodes), the smallest uri of its weakly connected component, its edges in and out, and the concentration (HHI) of where its facts come from, a fact of several split
  * evenly among them.
  *
  * Arguments, three for each folder: the folder, the folder to write, the types of relationships that count, joined by commas (none: all).
  */
object Ranks {
  def main(args: Array[String]): Unit = {
    val spark = SparkSession.builder.appName("ranks").getOrCreate()
    args.grouped(3).foreach { case Array(folder, target, types) => rank(spark, folder, target, types) }
    spark.stop()
  }

  private def rank(spark: SparkSession, folder: String, target: String, types: String): Unit = {
    import spark.implicits._
    spark.sparkContext.setCheckpointDir(target + ".checkpoints")

    val nodes = spark.read.parquet(folder + "/nodes.parquet").select("uri")
    val all = spark.read.parquet(folder + "/relationships.parquet").select("src", "type", "dst", "event")
    val edges = (if (types.isEmpty) all else all.where($"type".isin(types.split(","): _*)))
      .withColumn("fact", f.when($"event" === "", f.monotonically_increasing_id().cast("string")).otherwise($"event"))
      .select("src", "dst", "fact")

    val used = edges.select($"src".as("uri")).union(edges.select($"dst".as("uri"))).distinct()
    val ids = spark.createDataset(nodes.join(used, "uri").as[String].rdd.sortBy(identity).zipWithIndex).toDF("uri", "id").cache()
    val joined = edges
      .join(ids.select($"uri".as("src"), $"id".as("start")), "src")
      .join(ids.select($"uri".as("dst"), $"id".as("end")), "dst")
      .select("start", "end").as[(Long, Long)]
    val graph = Graph
      .fromEdges(joined.rdd.map { case (start, end) => Edge(start, end, 1) }, 0)
      .partitionBy(PartitionStrategy.EdgePartition2D).cache()

    val rank = graph.pageRank(1e-10).vertices.toDF("id", "pagerank")
    val component = graph.connectedComponents().vertices.toDF("id", "smallest")
      .join(ids.select($"id".as("smallest"), $"uri".as("component")), "smallest").drop("smallest")
    val degreeIn = graph.inDegrees.toDF("id", "degree_in")
    val degreeOut = graph.outDegrees.toDF("id", "degree_out")
    val facts = edges.distinct()
    val sharers = facts.groupBy("dst", "fact").agg((f.lit(1.0) / f.count("src")).as("part"))
    val hhi = facts.join(sharers, Seq("dst", "fact")).groupBy("dst", "src").agg(f.sum("part").as("held"))
      .groupBy($"dst".as("uri")).agg((f.sum($"held" * $"held") / f.pow(f.sum("held"), 2.0)).as("hhi"))
    ids.join(rank, "id").join(component, "id").join(degreeIn, Seq("id"), "left").join(degreeOut, Seq("id"), "left")
      .join(hhi, Seq("uri"), "left").drop("id").na.fill(0, Seq("degree_in", "degree_out", "hhi"))
      .write.parquet(target)
    println(s"Spark ${spark.version} on Java ${System.getProperty("java.version")}: ${ids.count()} nodes, ${graph.numEdges} edges")
    graph.unpersist()
    ids.unpersist()
  }
}
