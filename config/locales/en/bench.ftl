# `attache bench`: heads of the table, and what it is doing.
bench-engine = database
bench-size = demands
bench-work = work
bench-way = way
bench-clients = clients
bench-rate = per second
bench-p50 = p50 ms
bench-p99 = p99 ms
bench-of-floor = of floor
bench-measuring = Measuring { $work }, { $clients } clients
bench-filling = { $count } demands are in
