package io.longshore;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.regex.Pattern;

/** The house rules, a sentence each. */
@AnalyzeClasses(
        packages = "io.longshore",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {

    /** The doubles and contracts that one module's tests lend to another's are tests too. */
    static final class NoTestJars implements ImportOption {

        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar") && !location.contains("/test-classes/");
        }
    }

    private static final String TEMPORAL = "io.temporal..";
    private static final String SPRING = "org.springframework..";
    private static final String JDBI = "org.jdbi..";
    private static final String OKHTTP = "okhttp3..";

    @ArchTest
    static final ArchRule the_domain_knows_only_the_jdk_and_jackson_annotations = classes()
            .that()
            .resideInAnyPackage("io.longshore.image..", "io.longshore.importing..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "io.longshore.image..",
                    "io.longshore.importing..",
                    "com.fasterxml.jackson.annotation..",
                    "org.jspecify..",
                    "java.lang..",
                    "java.util..",
                    "java.net..",
                    "java.time..");

    @ArchTest
    static final ArchRule the_domain_reads_no_clock = noClasses()
            .that()
            .resideInAnyPackage("io.longshore.image..", "io.longshore.importing..", "io.longshore.workflow..")
            .should()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");

    @ArchTest
    static final ArchRule workflows_do_no_io_and_start_no_threads = noClasses()
            .that()
            .resideInAPackage("io.longshore.workflow..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.io..",
                    "java.nio.file..",
                    "java.nio.channels..",
                    "java.sql..",
                    "java.util.concurrent",
                    "java.util.concurrent.locks..",
                    OKHTTP,
                    JDBI,
                    SPRING)
            .orShould()
            .callMethod(java.util.UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule the_store_contract_knows_no_driver_and_no_engine = noClasses()
            .that()
            .resideInAPackage("io.longshore.store")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.longshore.store.*..",
                    "io.longshore.transfer..",
                    "io.longshore.catalog..",
                    TEMPORAL,
                    SPRING,
                    JDBI);

    @ArchTest
    static final ArchRule drivers_are_strangers_to_each_other =
            slices().matching("io.longshore.store.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule drivers_know_only_the_store_contract = noClasses()
            .that()
            .resideInAPackage("io.longshore.store.*..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.longshore.transfer..",
                    "io.longshore.catalog..",
                    "io.longshore.staging..",
                    "io.longshore.activity..",
                    "io.longshore.workflow..",
                    TEMPORAL,
                    SPRING,
                    JDBI);

    @ArchTest
    static final ArchRule of_a_driver_only_factory_and_config_are_public = classes()
            .that()
            .resideInAPackage("io.longshore.store.*..")
            .and()
            .arePublic()
            .and()
            .areTopLevelClasses()
            .should()
            .haveSimpleNameEndingWith("StoreFactory")
            .orShould()
            .haveSimpleNameEndingWith("StoreConfig");

    @ArchTest
    static final ArchRule the_engine_knows_no_driver_no_catalog_and_no_temporal = noClasses()
            .that()
            .resideInAnyPackage("io.longshore.transfer..", "io.longshore.staging..", "io.longshore.source..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.longshore.store.*..", "io.longshore.catalog..", TEMPORAL, SPRING, JDBI);

    @ArchTest
    static final ArchRule the_catalog_knows_only_the_domain_and_jdbi = noClasses()
            .that()
            .resideInAPackage("io.longshore.catalog..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.longshore.store..",
                    "io.longshore.transfer..",
                    "io.longshore.staging..",
                    "io.longshore.activity..",
                    "io.longshore.workflow..",
                    TEMPORAL,
                    SPRING,
                    OKHTTP);

    @ArchTest
    static final ArchRule sql_lives_in_the_catalog_alone = noClasses()
            .that()
            .resideOutsideOfPackages("io.longshore.catalog..", "io.longshore.wiring..", "io.longshore.launch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(JDBI, "java.sql..", "org.postgresql..", "org.flywaydb..");

    @ArchTest
    static final ArchRule http_to_the_outside_lives_in_web_and_in_drivers_of_its_servers = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.longshore.web..",
                    "io.longshore.keystone..",
                    "io.longshore.store.swift..",
                    "io.longshore.store.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(OKHTTP);

    @ArchTest
    static final ArchRule amazons_client_lives_in_one_driver = noClasses()
            .that()
            .resideOutsideOfPackage("io.longshore.store.s3..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("software.amazon..");

    @ArchTest
    static final ArchRule ceph_lives_in_its_driver_alone = noClasses()
            .that()
            .resideOutsideOfPackages("io.longshore.store.rbd..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.ceph..", "com.sun.jna..");

    @ArchTest
    static final ArchRule spring_stays_in_the_upper_room = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.longshore.api..", "io.longshore.auth..", "io.longshore.wiring..", "io.longshore.launch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SPRING, "jakarta.servlet..");

    @ArchTest
    static final ArchRule use_cases_know_no_wire_no_driver_and_no_implementation = noClasses()
            .that()
            .resideInAPackage("io.longshore.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.longshore.api..", "io.longshore.store.*..", "io.longshore.activity..", JDBI)
            .orShould()
            .dependOnClassesThat()
            .haveSimpleNameEndingWith("Impl");

    @ArchTest
    static final ArchRule controllers_ask_use_cases_and_nothing_below = noClasses()
            .that()
            .resideInAPackage("io.longshore.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.longshore.catalog..",
                    "io.longshore.bandwidth..",
                    "io.longshore.store..",
                    "io.longshore.staging..",
                    "io.longshore.transfer..",
                    "io.longshore.activity..",
                    TEMPORAL,
                    JDBI);

    @ArchTest
    static final ArchRule nobody_imports_wiring_but_launch = noClasses()
            .that()
            .resideOutsideOfPackages("io.longshore.wiring..", "io.longshore.launch..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.longshore.wiring..", "io.longshore.launch..");

    @ArchTest
    static final ArchRule processes_are_started_by_convert_and_launch_alone = noClasses()
            .that()
            .resideOutsideOfPackages("io.longshore.convert..", "io.longshore.launch..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ProcessBuilder.class);

    @ArchTest
    static final ArchRule nobody_sleeps = noClasses()
            .should()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Thread.class, "sleep", java.time.Duration.class);

    @ArchTest
    static final ArchRule state_is_never_static = fields().that()
            .areStatic()
            .and()
            .areDeclaredInClassesThat(not(resideInAnyPackage("io.longshore.generated..")))
            .should()
            .beFinal();

    @ArchTest
    static final ArchRule packages_form_no_cycles =
            slices().matching("io.longshore.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule classes_are_final_unless_made_for_more = classes()
            .that()
            .areNotInterfaces()
            .and()
            .areNotEnums()
            .and()
            .areTopLevelClasses()
            .and()
            .doNotHaveModifier(JavaModifier.ABSTRACT)
            .and()
            .areNotAnnotatedWith("org.springframework.context.annotation.Configuration")
            .and()
            .doNotHaveSimpleName("package-info")
            .should()
            .haveModifier(JavaModifier.FINAL);

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = classes().should(haveAnHonestName());

    private static ArchCondition<JavaClass> haveAnHonestName() {
        Pattern banned = Pattern.compile(".*(Manager|Helper|Util|Utils|Processor|Handler|Base|Common)$");
        return new ArchCondition<>("not be called Manager, Helper, Util, Processor, Handler, Base or Common") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                if (banned.matcher(item.getSimpleName()).matches()) {
                    events.add(SimpleConditionEvent.violated(item, item.getFullName()));
                }
            }
        };
    }
}
