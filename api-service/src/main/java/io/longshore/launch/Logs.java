package io.longshore.launch;

import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Where the logs of this process go; said once, before the first logger is made. */
final class Logs {

    private Logs() {}

    /** To standard error, for whatever collects it. */
    static void toStandardError() {
        start();
    }

    /** To standard error, and of libraries not a word: what they complain about is told in other words. */
    static void ofLongshoreAlone() {
        System.setProperty("longshore.libraries", "OFF");
        start();
    }

    /** Into {@code file}: the screen belongs to somebody else. */
    static void into(Path file) {
        System.setProperty("longshore.log", file.toString());
        System.setProperty("logback.configurationFile", "logback-demo.xml");
        start();
    }

    /** Tomcat and gRPC log through java.util.logging. */
    private static void start() {
        LoggerFactory.getILoggerFactory();
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
