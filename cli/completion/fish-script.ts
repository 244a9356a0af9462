/** What fish sources. fish quotes what it inserts. */
export const FISH_SCRIPT = String.raw`# fish completion for nixfleet, made by: nixfleet completions fish
# The program itself is asked what can stand where the cursor is.

function __nixfleet_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l program (string replace -r '^~/' "$HOME/" -- $words[1])
    set -e words[1]
    set -l answer ($program __complete fish -- $words "$current" 2>/dev/null)
    set -l kind $answer[1]
    set -e answer[1]
    switch "$kind"
        case words
            string join \n -- $answer
        case files folders
            set -l lead (string match -r -- '^--[a-z-]+=' "$current")
            set -l path (string replace -r -- '^--[a-z-]+=' '' "$current")
            set -l action __fish_complete_path
            test $kind = folders; and set action __fish_complete_directories
            for found in ($action "$path")
                echo "$lead$found"
            end
    end
end

# In the order of the answer: the newest first.
complete -c nixfleet -f -k -a '(__nixfleet_complete)'
`;
