package io.longshore.wiring;

import io.longshore.auth.Authenticator;
import io.longshore.catalog.Catalog;
import io.longshore.service.Reclaimer;
import io.longshore.service.RunTeller;
import io.longshore.store.StoreRegistry;

/** What the API stands on, made by whoever starts it. */
public record ApiParts(
        Catalog catalog, StoreRegistry stores, Authenticator authenticator, RunTeller runs, Reclaimer reclaimer) {}
