# Completion of totp for bash, 3.2 and later, with or without bash-completion. Printed by: totp completion bash
# It starts nothing but, where an account or a tag is completed, totp itself, which asks the agent and never for a passphrase.

# What may stand behind the words of a command; returns 1 where they are none.
# @model@

# Takes a line apart as bash would run it, for bash itself also breaks words at colons. Sets totp_words, the whole words in it;
# totp_current, the unfinished one; totp_quote, the quote that is open in that; totp_kept, how many of its characters readline
# takes for another word, and keeps.
_totp_split() { # LINE
  local line=$1 part='' begun='' c i
  local breaks=${COMP_WORDBREAKS//[\'\"[:space:]]/}
  totp_words=() totp_quote='' totp_kept=0
  for ((i = 0; i < ${#line}; i++)); do
    c=${line:i:1}
    if [[ $totp_quote == "'" ]]; then
      if [[ $c == "'" ]]; then totp_quote='' totp_kept=${#part}; else part=$part$c; fi
    elif [[ $totp_quote == '"' && $c == '"' ]]; then
      totp_quote='' totp_kept=${#part}
    elif [[ $totp_quote == '"' && $c == \\ && ${line:i+1:1} == [\\\"\$\`] ]]; then
      i=$((i + 1))
      part=$part${line:i:1}
    elif [[ $totp_quote == '"' ]]; then
      part=$part$c
    elif [[ $c == \\ ]]; then
      i=$((i + 1)) begun=yes
      part=$part${line:i:1}
    elif [[ $c == [\'\"] ]]; then
      totp_quote=$c totp_kept=${#part} begun=yes
    elif [[ $c == [[:space:]] ]]; then
      [[ -z $begun ]] || totp_words[${#totp_words[@]}]=$part
      part='' begun='' totp_kept=0
    else
      part=$part$c begun=yes
      [[ -z $breaks || $breaks != *"$c"* ]] || totp_kept=${#part}
    fi
  done
  totp_current=$part
}

# Sets totp_escaped to a text as it has to be typed within the quote.
_totp_escape() { # TEXT QUOTE
  local i c
  totp_escaped=''
  for ((i = 0; i < ${#1}; i++)); do
    c=${1:i:1}
    case $2 in
      "'") [[ $c != "'" ]] || c="'\\''" ;;
      '"') [[ $c != [\\\"\$\`] ]] || c=\\$c ;;
      *) [[ $c != [][\ \!\"\#\$\&\'\(\)\*\;\<\>\?\\\^\`\{\|\}\~] ]] || c=\\$c ;;
    esac
    totp_escaped=$totp_escaped$c
  done
}

# Adds those of the lines that begin as the unfinished word does.
_totp_offer() { # LINES
  local candidate
  while IFS= read -r candidate; do
    if [[ -n $candidate && $candidate == "$totp_prefix"* ]]; then
      candidate=$totp_before$candidate
      _totp_escape "${candidate:totp_kept}" "$totp_quote"
      COMPREPLY[${#COMPREPLY[@]}]=$totp_escaped
    fi
  done <<<"$1"
}

# What rm --purge forgets for good is in the trash.
_totp_ask() { # WHAT
  local what=$1
  [[ $what != names || " ${totp_words[*]} " != *' --purge '* ]] || what=trash
  _totp_offer "$("$totp_program" complete "$what" ${totp_vault[@]+"${totp_vault[@]}"} 2>/dev/null </dev/null)"
}

_totp_profiles() {
  local file line
  for file in "${AWS_CONFIG_FILE:-$HOME/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}"; do
    [[ -r $file ]] || continue
    while IFS= read -r line || [[ -n $line ]]; do
      case $line in
        '[sso-session '* | '[services '*) ;;
        '['*']'*)
          line=${line#\[}
          line=${line%%\]*}
          _totp_offer "${line#profile }"
          ;;
      esac
    done <"$file"
  done
}

_totp_files() {
  # Newer ones complete files by themselves where nothing is offered.
  compopt -o default 2>/dev/null || _totp_offer "$(compgen -f -- "$totp_prefix")"
}

_totp_kind() { # KIND
  local words
  case $1 in
    words:*)
      words=${1#words:}
      _totp_offer "${words//,/$'\n'}"
      ;;
    account) _totp_ask names ;;
    trashed) _totp_ask trash ;;
    tag) _totp_ask tags ;;
    profile) _totp_profiles ;;
    file) _totp_files ;;
  esac
}

# Behind "--" of aws exec stands another program's command line.
_totp_another() {
  local first=1
  while [[ $first -lt $COMP_CWORD && ${COMP_WORDS[first]} != -- ]]; do
    first=$((first + 1))
  done
  first=$((first + 1))
  if declare -F _command_offset >/dev/null; then
    _command_offset "$first"
  elif [[ $COMP_CWORD -eq $first ]]; then
    _totp_offer "$(compgen -c -- "$totp_prefix")"
  else
    _totp_files
  fi
}

# Sets kind to that of an option's value, if it is followed by one.
_totp_valued() { # OPTION
  local option
  kind=''
  for option in $valued; do
    [[ ${option%%=*} != "$1" ]] || kind=${option#*=}
  done
  [[ -n $kind ]]
}

_totp() {
  local totp_words totp_current totp_quote totp_kept totp_prefix totp_before='' totp_escaped totp_program totp_vault
  local flags valued parameters repeated kind='' pending='' place='' position=0 ended='' word IFS=$' \t\n'
  COMPREPLY=() totp_vault=()
  totp_program=${1/#\~\//$HOME/}
  [[ $totp_program == */* ]] || totp_program=totp
  _totp_split "${COMP_LINE:0:COMP_POINT}"
  totp_prefix=$totp_current
  _totp_model ''
  for word in "${totp_words[@]:1}"; do
    if [[ -n $pending ]]; then
      [[ $pending != --vault ]] || totp_vault=(--vault "${word/#\~\//$HOME/}")
      pending='' kind=''
    elif [[ -z $ended && $word == -- ]]; then
      ended=yes
    elif [[ -z $ended && $word == -?* ]]; then
      [[ $word != --vault=* ]] || totp_vault=(--vault "${word#*=}")
      if _totp_valued "$word"; then pending=$word; fi
    elif [[ -z $place ]]; then
      place=$word
      _totp_model "$place" || return 0
    elif [[ $position -eq 0 && $place != *' '* ]] && _totp_model "$place $word"; then
      place="$place $word"
    else
      _totp_model "$place"
      position=$((position + 1))
    fi
  done
  if [[ -n $ended && $place == 'aws exec' ]]; then
    _totp_another
  elif [[ -n $pending ]]; then
    _totp_kind "$kind"
  elif [[ -z $ended && $totp_current == --*=* ]]; then
    totp_before=${totp_current%%=*}=
    totp_prefix=${totp_current#*=}
    if _totp_valued "${totp_current%%=*}"; then _totp_kind "$kind"; fi
  elif [[ -z $ended && $totp_current == -* ]]; then
    for word in $flags $valued; do
      _totp_offer "${word%%=*}"
    done
  else
    for word in $parameters; do
      kind=$word
      [[ $position -ne 0 ]] || break
      position=$((position - 1)) kind=''
    done
    [[ -n $kind || -z $repeated ]] || kind=$word
    _totp_kind "$kind"
  fi
}

complete -F _totp totp
