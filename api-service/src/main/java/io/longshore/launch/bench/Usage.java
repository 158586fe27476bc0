package io.longshore.launch.bench;

/** The text of {@code --help}. */
final class Usage {

    static final String TEXT = """
            longshore bench: measures Longshore and others of the same API, in turn with floors that do the same work without a service

              --size MIB[,MIB…]     size of the big image [1024]; with several, each is measured in full (growth)
              --stores N[,N…]       to how many stores copy-image goes [1,3,5]; with several, growth over stores; who has too few is left out
              --rounds N            [3]
              --only PART[,PART…]   of copy, web, direct, uneven, io, latency, rate, requests, catalog, memory [all but memory]
              --peer SPEC           another endpoint to measure; repeatable
              --target SPEC         a Longshore that runs already, instead of starting one
              --without-longshore   only the peers
              --json FILE           all figures of all rounds
              --markdown FILE       the Markdown table, which is printed, too
              --work DIR            images, floors and the started Longshore's data [.longshore/bench]; on the disk of all stores
              --keep                leave in DIR what was made there
              --no-warm-up          no unrecorded round before the first

              --latency-imports N   1 MiB imports one after another, each round [15]
              --rate-imports N      1 MiB imports for the rate, each round [50]
              --at-once N           of them [10]
              --images N            created, shown and listed [500]
              --seconds N           of each kind of request, each round [5]
              --connections N       for requests [4]
              --catalog N[,N…]      images and imports among which Longshore lists and imports [1000,100000]
              --peer-catalog N[,N…] the same for peers, each image imported by the API [not at all]
              --crowd N[,N…]        imports at once in the memory rows, with the smallest image [1,10,30]
              --source-port PORT    where web-download finds its image, on 127.0.0.1 [any free port]
              --patience SECONDS    for one request or import [900]

            SPEC is name=NAME,url=URL and, as needed, token=TOKEN (sent as X-Auth-Token), pid=P+P… (processes whose trees are charged;
            without them no CPU or memory), stores=a+b… (the first gets plain uploads), dirs=FOLDER (one folder for each store: copies
            are compared byte by byte), temporal=HOST:PORT and namespace=NAME (steps and events of each import).

            With a Longshore among them, each mark that it has to reach and that there are figures for is printed below the tables, met or
            missed; of big images at 1 GiB, growth and memory over what was measured.

            Exit 0: everything was measured and no byte, checksum or hash was wrong. 1: something was. 2: the command line.
            """;

    private Usage() {}
}
