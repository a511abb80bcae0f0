#compdef totp
# Completion of totp for zsh. Printed by: totp completion zsh
# It starts nothing but, where an account or a tag is completed, totp itself, which asks the agent and never for a passphrase.

# What may stand behind the words of a command; returns 1 where they are none. And what each of them is for.
# @model@

# What rm --purge forgets for good is in the trash.
_totp_ask() { # WHAT
  local what=$1
  local -a found
  [[ $what != names || ${words[(Ie)--purge]} -eq 0 ]] || what=trash
  found=("${(@f)$("$totp_program" complete "$what" "${totp_vault[@]}" 2>/dev/null </dev/null)}")
  found=(${found:#})
  compadd -a found
}

_totp_profiles() {
  local file line
  local -a found
  for file in "${AWS_CONFIG_FILE:-$HOME/.aws/config}" "${AWS_SHARED_CREDENTIALS_FILE:-$HOME/.aws/credentials}"; do
    [[ -r $file ]] || continue
    while IFS= read -r line || [[ -n $line ]]; do
      case $line in
        '[sso-session '* | '[services '*) ;;
        '['*']'*)
          line=${line#\[}
          line=${line%%\]*}
          found+=("${line#profile }")
          ;;
      esac
    done <"$file"
  done
  compadd -a found
}

# Words with what they are for.
_totp_describe() { # TAG PLACE WORD...
  local tag=$1 place=$2 word meaning
  local -a described
  shift 2
  for word; do
    _totp_meaning "$place $word"
    described+=("${word//:/\\:}${meaning:+:$meaning}")
  done
  if [[ $tag == options ]]; then
    _describe -o option described
  else
    _describe "$tag" described
  fi
}

_totp_kind() { # KIND
  case $1 in
    words:*)
      local -a words_here
      words_here=(${(s:,:)1#words:})
      case $place in
        '') _totp_describe command '' $words_here ;;
        help) _totp_describe command '' $words_here ;;
        *) _totp_describe word "${place#help }" $words_here ;;
      esac
      ;;
    account) _totp_ask names ;;
    trashed) _totp_ask trash ;;
    tag) _totp_ask tags ;;
    profile) _totp_profiles ;;
    file) _files ;;
  esac
}

# Sets kind to that of an option's value, if it is followed by one.
_totp_valued() { # OPTION
  local option
  kind=''
  for option in ${=valued}; do
    [[ ${option%%=*} != "$1" ]] || kind=${option#*=}
  done
  [[ -n $kind ]]
}

_totp() {
  emulate -L zsh
  setopt extended_glob
  local flags valued parameters repeated kind='' pending='' place='' position=0 ended='' word meaning
  local current=${(Q)words[CURRENT]} totp_program=${(Q)words[1]/#\~\//$HOME/}
  local -a totp_vault
  [[ $totp_program == */* ]] || totp_program=totp
  _totp_model ''
  for word in "${(@)words[2,CURRENT-1]}"; do
    word=${(Q)word}
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
      _totp_model "$place" || return 1
    elif [[ $position -eq 0 && $place != *' '* ]] && _totp_model "$place $word"; then
      place="$place $word"
    else
      _totp_model "$place"
      position=$((position + 1))
    fi
  done
  if [[ -n $ended && $place == 'aws exec' ]]; then
    # Another program's command line.
    local first=${words[(i)--]}
    words=("${(@)words[first + 1,-1]}")
    CURRENT=$((CURRENT - first))
    _normal
  elif [[ -n $pending ]]; then
    _totp_kind "$kind"
  elif [[ -z $ended && $current == --*=* ]]; then
    _totp_valued "${current%%=*}" || return 1
    compset -P 1 '*='
    _totp_kind "$kind"
  elif [[ -z $ended && $current == -* ]]; then
    _totp_describe options "$place" ${=flags} ${${=valued}%%=*}
  else
    for word in ${=parameters}; do
      kind=$word
      [[ $position -ne 0 ]] || break
      position=$((position - 1)) kind=''
    done
    [[ -n $kind || -z $repeated ]] || kind=$word
    _totp_kind "$kind"
  fi
}

# Read as a function of its name it completes; read by source it says what it is.
if [[ ${funcstack[1]-} == _totp ]]; then
  _totp "$@"
elif (( ${+functions[compdef]} )); then
  compdef _totp totp
fi
