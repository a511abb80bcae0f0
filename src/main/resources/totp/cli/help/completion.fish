# Completion of totp for fish. Printed by: totp completion fish
# It starts nothing but, where an account or a tag is completed, totp itself, which asks the agent and never for a passphrase.

# Where the cursor is: __totp_place, the command and its action; __totp_position, how many parameters stand behind them.
function __totp_find
    set -g __totp_place ''
    set -g __totp_position 0
    set -g __totp_vault
    set -l pending ''
    set -l ended ''
    __totp_valued ''
    for word in (commandline -opc)[2..-1]
        if test -n "$pending"
            test "$pending" = --vault; and set -g __totp_vault --vault $word
            set pending ''
        else if test -z "$ended"; and test "$word" = --
            set ended yes
        else if test -z "$ended"; and string match -q -- '-?*' $word
            string match -q -- '--vault=*' $word; and set -g __totp_vault $word
            contains -- $word $__totp_options; and set pending $word
        else if test -z "$__totp_place"
            set -g __totp_place $word
            __totp_valued $word; or set -g __totp_position -1000
        else if test $__totp_position -eq 0; and not string match -q '* *' $__totp_place; and __totp_valued "$__totp_place $word"
            set -g __totp_place "$__totp_place $word"
        else
            __totp_valued $__totp_place
            set -g __totp_position (math $__totp_position + 1)
        end
    end
end

# Whether the cursor is behind these words (several ways to say them stand between commas), and at this parameter of theirs.
function __totp_at
    __totp_find
    contains -- $__totp_place (string split , -- $argv[1]); or return 1
    test (count $argv) -lt 2; and return 0
    test (count $argv) -gt 2; and test $__totp_position -ge $argv[2]; and return 0
    test $__totp_position -eq $argv[2]
end

function __totp_program
    set -l program (commandline -opc)[1]
    string match -q '*/*' -- $program; and echo $program; or echo totp
end

function __totp_ask
    # Fish asks for arguments where an option has been begun, too.
    string match -q -- '-*' (commandline -ct); and not string match -q -- '--*=*' (commandline -ct); and return
    set -l program (__totp_program)
    command -q $program; or return
    set -l what $argv[1]
    # What rm --purge forgets for good is in the trash.
    test $what = names; and contains -- --purge (commandline -opc); and set what trash
    $program complete $what $__totp_vault 2>/dev/null </dev/null
end

function __totp_profiles
    set -l config $AWS_CONFIG_FILE
    set -l credentials $AWS_SHARED_CREDENTIALS_FILE
    test -n "$config"; or set config $HOME/.aws/config
    test -n "$credentials"; or set credentials $HOME/.aws/credentials
    for file in $config $credentials
        test -r $file; and string match -r '^\[[^\]]*\]' <$file
    end | string replace -r '^\[(profile )?([^\]]*)\]$' '$2' | string match -v -r '^(sso-session|services) '
end

function __totp_offer
    switch $argv[1]
        case account
            __totp_ask names
        case trashed
            __totp_ask trash
        case tag
            __totp_ask tags
        case profile
            __totp_profiles
    end
end

# Whether another program's command line is begun.
function __totp_another
    __totp_find
    test "$__totp_place" = 'aws exec'; and contains -- -- (commandline -opc)
end

complete -c totp -e
complete -c totp -f
complete -c totp -n '__totp_another; and test (commandline -opc)[-1] = --' -a '(__fish_complete_command)'
complete -c totp -n '__totp_another; and test (commandline -opc)[-1] != --' -F

# What may stand where.
# @model@
