package io.longshore.api.glance;

import io.longshore.auth.AccessPolicy;
import io.longshore.image.Caller;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** There is no cache, as in a Glance without one: nothing to be found, once it is clear who asks. */
@Controller
public final class CacheController {

    private final AccessPolicy policy;

    public CacheController(AccessPolicy policy) {
        this.policy = policy;
    }

    @RequestMapping({"/v2/cache", "/v2/cache/{image}", "/v2/cache/nodes/{image}"})
    Reply none(Caller caller) {
        policy.manageImageCache(caller);
        throw WireException.notFound();
    }
}
