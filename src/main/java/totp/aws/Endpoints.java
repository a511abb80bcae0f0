package totp.aws;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import software.amazon.awssdk.regions.Region;
import totp.aws.AwsException.Reason;
import totp.message.Message;

/** The region, and the addresses that somebody set in place of AWS's own. */
final class Endpoints {
    static final String USUAL = "us-east-1";

    private static final Pattern REGION = Pattern.compile("[a-z]{2,}(-[a-z0-9]+){2,3}|aws(-[a-z]+)*-global");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private final AwsSettings settings;
    private final Profile profile;

    Endpoints(AwsSettings settings, Profile profile) {
        this.settings = settings;
        this.profile = profile;
    }

    /**
     * The region, which decides the partition; IAM has one address in each.
     *
     * @throws AwsException {@code SETTINGS} for what cannot be one: it becomes part of a host name
     */
    Region region() throws AwsException {
        return region(givenRegion(profile, Optional.empty()).orElse(USUAL));
    }

    /**
     * A region that somebody said: an option, a variable, the profile, the profile that it comes from. A variable is about no
     * profile: one that names a region of another partition than the profile's own was set for something else.
     *
     * @param partition of what the region is for, where that is known better than by the profile's region
     */
    Optional<String> givenRegion(Profile source, Optional<String> partition) {
        Optional<String> own = profile.property("region").or(() -> source.property("region"));
        Optional<String> known = partition.or(() -> own.map(Partitions::ofRegion));
        return Optional.ofNullable(settings.region())
                .or(() -> settings.variable("AWS_REGION")
                        .or(() -> settings.variable("AWS_DEFAULT_REGION"))
                        .filter(region -> known.isEmpty() || Partitions.mayHave(known.get(), region)))
                .or(() -> own);
    }

    /** @throws AwsException {@code SETTINGS} for what cannot be a region */
    static Region region(String name) throws AwsException {
        return Region.of(checkedRegion(name));
    }

    static String checkedRegion(String name) throws AwsException {
        if (!REGION.matcher(name).matches()) {
            throw new AwsException(Reason.SETTINGS, "BadRegion", Message.of("aws.not-name-aws-region", name));
        }
        return name;
    }

    /** @param service {@code iam} or {@code sts} */
    Optional<URI> of(String service) throws AwsException {
        Optional<String> url = Optional.ofNullable(settings.endpointUrl());
        boolean ignored = settings.isTrue("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS")
                || profile.property("ignore_configured_endpoint_urls")
                        .filter("true"::equalsIgnoreCase)
                        .isPresent();
        if (url.isEmpty() && !ignored) {
            url = settings.variable("AWS_ENDPOINT_URL_" + service.toUpperCase(Locale.ROOT))
                    .or(() -> settings.variable("AWS_ENDPOINT_URL"))
                    .or(() -> profile.serviceProperty(service, "endpoint_url"))
                    .or(() -> profile.property("endpoint_url"));
        }
        return url.isEmpty() ? Optional.empty() : Optional.of(checked(url.get()));
    }

    /** A seed crosses the wire in the answer to CreateVirtualMFADevice, so plain HTTP is for this machine alone. */
    static URI checked(String url) throws AwsException {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            throw new AwsException(Reason.SETTINGS, "BadEndpoint", Message.of("aws.endpoint-not-url"), e);
        }
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("https") || scheme.equals("http"))) {
            throw new AwsException(Reason.SETTINGS, "BadEndpoint", Message.of("aws.endpoint-not-http-https"));
        }
        if (scheme.equals("http") && !LOOPBACK.matcher(host).matches()) {
            throw new AwsException(Reason.SETTINGS, "PlainHttp", Message.of("aws.plain-http-goes-machine"));
        }
        return uri;
    }
}
