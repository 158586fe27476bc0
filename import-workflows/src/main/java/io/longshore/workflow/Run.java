package io.longshore.workflow;

import io.longshore.importing.ImportTicket;

/** What the parts of one import's run share. */
record Run(
        ImportTicket ticket,
        ActivityStubs stubs,
        Course course,
        RunBoard board,
        PatientCatalog catalog,
        Reservation reservation) {}
