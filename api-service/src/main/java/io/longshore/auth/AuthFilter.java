package io.longshore.auth;

import io.longshore.image.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The door: lets in who holds a valid {@code X-Auth-Token} and remembers who it is. Identity headers that come with a request
 * ({@code X-User-Id}, {@code X-Roles}…) are never looked at. A valid {@code X-Service-Token} beside it adds the role {@code service},
 * if its holder has that role; an invalid one is refused as an invalid token is.
 */
public final class AuthFilter extends HttpFilter {

    private static final String CALLER = AuthFilter.class.getName() + ".caller";
    private static final String SERVICE = "service";

    private final transient Authenticator authenticator;

    public AuthFilter(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** Fails with {@link Unauthenticated}, or as the authenticator does. */
    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        request.setAttribute(CALLER, authenticate(request));
        chain.doFilter(request, response);
    }

    private Caller authenticate(HttpServletRequest request) {
        Caller caller = holder(authenticator.authenticate(request.getHeader("X-Auth-Token")));
        String serviceToken = request.getHeader("X-Service-Token");
        if (serviceToken == null) {
            return caller;
        }
        Caller service = holder(authenticator.authenticate(serviceToken));
        return service.roles().contains(SERVICE) ? withService(caller) : caller;
    }

    private Caller holder(Optional<Caller> holder) {
        return holder.orElseThrow(() -> new Unauthenticated(authenticator.challenge()));
    }

    private static Caller withService(Caller caller) {
        Set<String> roles = new HashSet<>(caller.roles());
        roles.add(SERVICE);
        return new Caller(caller.user(), caller.project(), roles);
    }

    /** Who sent a request that has come through the door. */
    public static Caller caller(HttpServletRequest request) {
        if (request.getAttribute(CALLER) instanceof Caller caller) {
            return caller;
        }
        throw new IllegalStateException("the request did not come through the door");
    }
}
