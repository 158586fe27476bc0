package io.longshore.store.swift;

import java.net.URI;

/** How to get into the account. */
sealed interface SwiftAccess permits SwiftAccess1, SwiftAccess3 {

    /** Where tokens are given out. */
    URI address();
}
