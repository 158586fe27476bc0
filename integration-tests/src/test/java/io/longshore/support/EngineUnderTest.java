package io.longshore.support;

import io.temporal.client.WorkflowClient;
import java.nio.file.Path;
import java.util.List;

/** A whole Longshore in one process, with the servers that it stands on; each can be killed and started again. */
public final class EngineUnderTest implements AutoCloseable {

    public static final List<String> STORES = Site.STORES;

    private static final String STAGING = "staging";

    private final Site site;
    private final LongshoreProcess longshore;

    /** Everything is up when this returns. */
    public EngineUnderTest(Path directory) {
        this(directory, "-Xmx256m");
    }

    /** With such options for the Java that runs Longshore. */
    public EngineUnderTest(Path directory, String... virtualMachine) {
        this(directory, Knobs.usual(), virtualMachine);
    }

    /** Configured so. */
    public EngineUnderTest(Path directory, Knobs knobs, String... virtualMachine) {
        site = new Site(directory, knobs);
        longshore = site.process("longshore", "start", "local", STAGING, virtualMachine);
    }

    public void startLongshore() {
        longshore.start();
    }

    /** Runs one command of the launcher to its end. */
    public LongshoreProcess.Said run(String... words) {
        return longshore.run(words);
    }

    public void killLongshore() {
        longshore.kill();
    }

    public void stopLongshore() {
        longshore.stop();
    }

    /** Of Longshore. */
    public long pid() {
        return longshore.pid();
    }

    public void startTemporal() {
        site.servers().startTemporal();
    }

    public void killTemporal() {
        site.servers().killTemporal();
    }

    /** Kills the server and deletes everything that it knew. */
    public void forgetTemporal() {
        site.servers().forgetTemporal();
    }

    public CatalogEye catalog() {
        return new CatalogEye(site.servers().databaseUrl());
    }

    public void startDatabase() {
        site.servers().startDatabase();
    }

    public void stopDatabase() {
        site.servers().stopDatabase();
    }

    /** A client of Temporal, for what operators do in its UI. */
    public WorkflowClient temporalClient() {
        return site.servers().temporalClient();
    }

    public ImageClient client() {
        return longshore.client();
    }

    public Path store(String store) {
        return site.store(store);
    }

    /** The history of a failed import, where one was kept. */
    public Path failedHistory(String importId) {
        return site.failedHistory(importId);
    }

    /** What lies in a store, by name. */
    public List<String> contents(String store) {
        return site.contents(store);
    }

    /** The image's file in a store, once it is the only one there. */
    public Path onlyFile(String store, String image) {
        return site.onlyFile(store, image);
    }

    /** The images' files that lie in staging. */
    public List<String> staged() {
        return site.staged(STAGING);
    }

    /** What an image takes in staging. */
    public long stagedBytes(String image) {
        return staged().stream()
                .filter(file -> file.startsWith(image))
                .mapToLong(file -> site.staging(STAGING).resolve(file).toFile().length())
                .sum();
    }

    /** Ends everything; what lies in the directory stays. */
    @Override
    public void close() {
        site.close();
    }
}
