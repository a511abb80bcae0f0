package totp.aws;

/** How much a finding weighs, the heaviest first; spelled so on the command line and in documents. */
public enum AuditLevel {
    critical,
    high,
    medium,
    low,
    info
}
