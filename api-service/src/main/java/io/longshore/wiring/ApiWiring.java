package io.longshore.wiring;

import io.longshore.api.glance.CacheController;
import io.longshore.api.glance.FrontDoor;
import io.longshore.api.glance.GlanceErrors;
import io.longshore.api.glance.ImagesController;
import io.longshore.api.glance.InfoController;
import io.longshore.api.glance.JsonBodies;
import io.longshore.api.glance.LocationsController;
import io.longshore.api.glance.MembersController;
import io.longshore.api.glance.PublicEndpoint;
import io.longshore.api.glance.ReplyWriter;
import io.longshore.api.glance.RequestFacts;
import io.longshore.api.glance.RouteFilter;
import io.longshore.api.glance.SchemasController;
import io.longshore.api.glance.StoresController;
import io.longshore.api.glance.WireSettings;
import io.longshore.auth.AccessPolicy;
import io.longshore.auth.AuthFilter;
import io.longshore.service.ImageChanges;
import io.longshore.service.ImageQueries;
import io.longshore.service.Locations;
import io.longshore.service.Members;
import io.longshore.service.SentImages;
import io.longshore.service.StoreQueries;
import jakarta.servlet.Filter;
import java.util.List;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.HandlerMethodReturnValueHandler;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The Image API on {@link ApiParts} and {@link ApiSettings}, which whoever starts it puts beside. */
@Configuration(proxyBeanMethods = false)
@EnableWebMvc
@Import({
    ServerWiring.class,
    ImagesController.class,
    MembersController.class,
    StoresController.class,
    SchemasController.class,
    InfoController.class,
    CacheController.class,
    LocationsController.class
})
final class ApiWiring implements WebMvcConfigurer {

    private final GlanceErrors errors;

    ApiWiring(ApiSettings settings) {
        errors = new GlanceErrors(settings.wire().retryAfter());
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(new RequestFacts());
    }

    @Override
    public void addReturnValueHandlers(List<HandlerMethodReturnValueHandler> handlers) {
        handlers.add(new ReplyWriter());
    }

    @Override
    public void configureHandlerExceptionResolvers(List<HandlerExceptionResolver> resolvers) {
        resolvers.add(errors);
    }

    @Bean
    FilterRegistrationBean<Filter> frontDoor(PublicEndpoint endpoint) {
        return inOrder(new FrontDoor(endpoint, errors), 1);
    }

    @Bean
    FilterRegistrationBean<Filter> authFilter(ApiParts parts) {
        return inOrder(new AuthFilter(parts.authenticator()), 2);
    }

    @Bean
    FilterRegistrationBean<Filter> routeFilter(PublicEndpoint endpoint) {
        return inOrder(new RouteFilter(endpoint), 3);
    }

    private static FilterRegistrationBean<Filter> inOrder(Filter filter, int order) {
        var registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(order);
        return registration;
    }

    @Bean
    WireSettings wireSettings(ApiSettings settings) {
        return settings.wire();
    }

    @Bean
    PublicEndpoint publicEndpoint(ApiSettings settings) {
        return new PublicEndpoint(settings.wire().publicEndpoint());
    }

    @Bean
    JsonBodies jsonBodies(ApiSettings settings) {
        return new JsonBodies(settings.wire().jsonBodyBytes());
    }

    @Bean
    AccessPolicy accessPolicy(ApiSettings settings) {
        return new AccessPolicy(settings.copyImage());
    }

    @Bean
    ImageQueries imageQueries(ApiParts parts, AccessPolicy policy, ApiSettings settings) {
        return new ImageQueries(parts.catalog(), policy, settings.limits());
    }

    @Bean
    ImageChanges imageChanges(ApiParts parts, ImageQueries images, AccessPolicy policy, ApiSettings settings) {
        return new ImageChanges(
                parts.catalog(), parts.stores(), images, policy, settings.limits(), parts.runs(), parts.reclaimer());
    }

    @Bean
    Locations locations(ApiParts parts, ImageQueries images, AccessPolicy policy) {
        return new Locations(parts.catalog(), parts.stores(), images, policy);
    }

    @Bean
    Members members(ApiParts parts, ImageQueries images, AccessPolicy policy, ApiSettings settings) {
        return new Members(parts.catalog(), images, policy, settings.limits());
    }

    @Bean
    SentImages sentImages(ApiParts parts) {
        return new SentImages(parts.catalog());
    }

    @Bean
    StoreQueries storeQueries(ApiParts parts, AccessPolicy policy) {
        return new StoreQueries(parts.stores(), policy);
    }
}
