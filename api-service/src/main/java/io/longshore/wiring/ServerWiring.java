package io.longshore.wiring;

import io.longshore.api.glance.RefusalValve;
import java.time.Duration;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.core.StandardHost;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Shutdown;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.DispatcherServlet;

/** The HTTP server, and the servlet in it: a virtual thread each request, and no word of the server's own. */
@Configuration(proxyBeanMethods = false)
final class ServerWiring {

    private static final int HEADERS_BYTES = 32 << 10;
    private static final int SOCKET_BUFFER_BYTES = 64 << 10;
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** What some clients write as it is, though they should encode it. */
    private static final String SLOPPY = "\"<>[\\]^`{|}";

    @Bean
    TomcatServletWebServerFactory server(ApiSettings settings) {
        var factory = new TomcatServletWebServerFactory(settings.port());
        factory.setAddress(settings.address());
        factory.setShutdown(Shutdown.GRACEFUL);
        factory.addConnectorCustomizers(ServerWiring::connector);
        factory.addProtocolHandlerCustomizers(protocol -> protocol.setExecutor(new VirtualThreadExecutor("http-")));
        factory.addContextCustomizers(ServerWiring::context);
        return factory;
    }

    /** Lets through whatever can be understood: the filters refuse, in the Image API's words. */
    private static void connector(Connector connector) {
        connector.setAllowTrace(true);
        connector.setAllowBackslash(true);
        connector.setEncodedSolidusHandling("decode");
        set(connector, "relaxedPathChars", SLOPPY);
        set(connector, "relaxedQueryChars", SLOPPY);
        set(connector, "maxHttpRequestHeaderSize", Integer.toString(HEADERS_BYTES));
        set(connector, "maxKeepAliveRequests", "-1");
        set(connector, "connectionTimeout", Long.toString(SILENCE.toMillis()));
        // A refused upload is refused before its bytes are sent, where the client asks first.
        set(connector, "continueResponseTiming", "onRead");
        set(connector, "socket.appReadBufSize", Integer.toString(SOCKET_BUFFER_BYTES));
        set(connector, "socket.appWriteBufSize", Integer.toString(SOCKET_BUFFER_BYTES));
    }

    /** A property that the server does not know would be lost without a word. */
    private static void set(Connector connector, String property, String value) {
        if (!connector.setProperty(property, value)) {
            throw new IllegalStateException("the server has no property " + property);
        }
    }

    private static void context(Context context) {
        if (context instanceof StandardContext standard) {
            // Threads of this process are not the web application's to look after.
            standard.setClearReferencesThreadLocals(false);
            standard.setClearReferencesStopThreads(false);
            standard.setClearReferencesRmiTargets(false);
        }
        if (context.getParent() instanceof StandardHost host) {
            host.setErrorReportValveClass(RefusalValve.class.getName());
        }
    }

    @Bean
    DispatcherServlet dispatcherServlet() {
        var servlet = new DispatcherServlet();
        servlet.setPublishEvents(false);
        return servlet;
    }

    @Bean
    ServletRegistrationBean<DispatcherServlet> dispatcherRegistration(DispatcherServlet servlet) {
        var registration = new ServletRegistrationBean<>(servlet, "/");
        registration.setLoadOnStartup(1);
        return registration;
    }
}
