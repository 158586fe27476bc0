package io.longshore.service;

import java.util.Map;

/**
 * What people may know about a store.
 *
 * @param description in the operator's words; empty for none
 * @param properties what the Image API shows of stores of this type
 */
public record StoreFacts(
        String id,
        String description,
        boolean isDefault,
        boolean isReadOnly,
        String type,
        int weight,
        Map<String, Object> properties) {}
