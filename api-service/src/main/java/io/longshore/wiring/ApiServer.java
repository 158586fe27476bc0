package io.longshore.wiring;

import java.util.function.Consumer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** The API, running. */
public final class ApiServer implements AutoCloseable {

    private final AnnotationConfigServletWebServerApplicationContext context;

    private ApiServer(AnnotationConfigServletWebServerApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts it; when this returns it answers. Fails where the port is taken.
     *
     * @param more what else is to be part of it: configurations, controllers, single beans
     */
    public static ApiServer start(ApiSettings settings, ApiParts parts, Consumer<GenericApplicationContext> more) {
        var context = new AnnotationConfigServletWebServerApplicationContext();
        context.getBeanFactory().registerSingleton("apiSettings", settings);
        context.getBeanFactory().registerSingleton("apiParts", parts);
        context.register(ApiWiring.class);
        more.accept(context);
        context.refresh();
        return new ApiServer(context);
    }

    /** One of its parts. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** The port that it listens on. */
    public int port() {
        WebServer server = context.getWebServer();
        if (server == null) {
            throw new IllegalStateException("the server is closed");
        }
        return server.getPort();
    }

    /** Answers what has been asked, and no more; repeatable. */
    @Override
    public void close() {
        context.close();
    }
}
