package io.longshore.service;

/** One of a list's parameters, decoded; the same name may come several times. */
public record Parameter(String name, String value) {}
